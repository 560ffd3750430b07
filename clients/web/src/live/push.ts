// This device's push: asking for permission, subscribing, and telling the server. Every way in which it can
// fail has a name that a person is told.
import * as calls from "~/wire/calls";
import type { Device } from "~/wire";
import { browserOf, isInstalled } from "./browser";

/** `subscribe()` may stay pending for ever where the browser has no push service. */
const SUBSCRIBE_TIME_OUT_MS = 15_000;
const DEVICE_KEY = "uchite.device";

export type PushState =
  | "unsupported" // no service worker, no PushManager
  | "needs_install" // iOS: only from the home screen
  | "denied" // refused by the person or the organisation
  | "off"
  | "on";

export type PushFailure = "denied" | "dismissed" | "timed_out" | "no_worker" | "refused" | "no_answer";

export class PushError extends Error {
  constructor(
    readonly failure: PushFailure,
    cause?: unknown,
  ) {
    super(failure, { cause });
    this.name = "PushError";
  }
}

export async function pushState(): Promise<PushState> {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    return browserOf() === "ios" && !isInstalled() ? "needs_install" : "unsupported";
  }
  if (Notification.permission === "denied") return "denied";
  const registration = await navigator.serviceWorker.getRegistration();
  const held = await registration?.pushManager.getSubscription();
  return held && Notification.permission === "granted" && ownDevice() !== null ? "on" : "off";
}

/** The device that the server knows this browser as; null where it does not. */
export function ownDevice(): number | null {
  const held = Number(localStorage.getItem(DEVICE_KEY));
  return Number.isSafeInteger(held) && held > 0 ? held : null;
}

export async function switchOn(deviceName: string): Promise<Device> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") throw new PushError(permission === "denied" ? "denied" : "dismissed");
  const registration = await within(navigator.serviceWorker.ready, 10_000, "no_worker");
  const key = await calls.pushKey().catch((error: unknown) => {
    throw new PushError("no_answer", error);
  });
  const device = await announce(await subscribe(registration, key.key), deviceName);
  localStorage.setItem(DEVICE_KEY, String(device.id));
  return device;
}

export async function switchOff(): Promise<void> {
  const id = ownDevice();
  localStorage.removeItem(DEVICE_KEY);
  const registration = await navigator.serviceWorker.getRegistration();
  const held = await registration?.pushManager.getSubscription();
  await held?.unsubscribe();
  if (id !== null) await calls.removeDevice(id);
}

/** At each start: the server hears the subscription again, so that a lost one is repaired on both sides. */
export async function repair(deviceName: string): Promise<void> {
  if (ownDevice() === null || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  if (Notification.permission !== "granted") return;
  const registration = await within(navigator.serviceWorker.ready, 10_000, "no_worker");
  const held = await registration.pushManager.getSubscription();
  const subscription = held ?? (await subscribe(registration, (await calls.pushKey()).key));
  const device = await announce(subscription, deviceName);
  localStorage.setItem(DEVICE_KEY, String(device.id));
}

async function subscribe(registration: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const asked = registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(key),
  });
  try {
    return await within(asked, SUBSCRIBE_TIME_OUT_MS, "timed_out");
  } catch (error) {
    if (error instanceof PushError) throw error;
    // A subscription under another key stands in the way: the server's key was made anew.
    const old = await registration.pushManager.getSubscription();
    if (!old) throw new PushError("refused", error);
    await old.unsubscribe();
    const anew = registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
    return await within(anew, SUBSCRIBE_TIME_OUT_MS, "timed_out");
  }
}

async function announce(subscription: PushSubscription, name: string): Promise<Device> {
  const { endpoint, keys } = subscription.toJSON();
  if (!endpoint || !keys?.p256dh || !keys.auth) throw new PushError("refused");
  try {
    return await calls.addDevice({ name, endpoint, p256dh: keys.p256dh, auth: keys.auth });
  } catch (error) {
    throw new PushError("no_answer", error);
  }
}

async function within<T>(promise: Promise<T>, ms: number, failure: PushFailure): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PushError(failure)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

/** "Chrome · Android": enough to tell one's devices apart. */
export function deviceName(agent = navigator.userAgent): string {
  const browser = /Edg\//.test(agent) ? "Edge"
    : /Firefox\//.test(agent) ? "Firefox"
    : /Chrome\//.test(agent) ? "Chrome"
    : /Safari\//.test(agent) ? "Safari"
    : "Browser";
  const system = /iPhone/.test(agent) ? "iPhone"
    : /iPad/.test(agent) ? "iPad"
    : /Android/.test(agent) ? "Android"
    : /Mac OS X/.test(agent) ? "Mac"
    : /Windows/.test(agent) ? "Windows"
    : /Linux/.test(agent) ? "Linux"
    : "";
  return system ? `${browser} · ${system}` : browser;
}
