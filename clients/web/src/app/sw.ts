// The service worker: the shell without network, pushes as notifications, and the count on the icon.
import { createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

precacheAndRoute(self.__WB_MANIFEST);
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: [/^\/api\//, /^\/(healthz|readyz|metrics)/] }),
);

/** What the server puts into a push. Read with care: an older or a newer server may say less or more. */
interface Payload {
  title?: string;
  body?: string;
  /** One per card: a newer notification replaces the older. */
  tag?: string;
  /** Where a tap leads. */
  url?: string;
  /** The count on the icon, absolute. */
  badge?: number;
  kind?: string;
  lang?: string;
}

self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "take_over") void self.skipWaiting();
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const payload = read(event.data);
  // A notification is always shown: browsers end the subscription of who stays silent.
  event.waitUntil(Promise.all([show(payload).then(() => sayShown(payload)), setBadge(payload.badge)]));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = (event.notification.data ?? {}) as { url?: string };
  event.waitUntil(open(url ?? "/inbox"));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(resubscribe(event as PushSubscriptionChange));
});

interface PushSubscriptionChange extends ExtendableEvent {
  oldSubscription?: PushSubscription | null;
}

function read(data: PushMessageData | null): Payload {
  try {
    const value: unknown = data?.json();
    return typeof value === "object" && value !== null ? (value as Payload) : {};
  } catch {
    return {};
  }
}

async function show({ title, body, tag, url, kind, lang }: Payload): Promise<void> {
  await self.registration.showNotification(title ?? "打ち手", {
    body: body ?? "",
    icon: "/icon-192.png",
    badge: "/badge-96.png",
    lang: lang ?? "ja",
    data: { url: ownPath(url), kind },
    ...(tag && { tag, renotify: true }),
  } as NotificationOptions);
}

/** A push service that accepts says nothing of the device: that it was shown is for the device to say. */
async function sayShown({ kind }: Payload): Promise<void> {
  for (const window of await self.clients.matchAll({ type: "window" })) window.postMessage({ type: "shown", kind });
  const subscription = await self.registration.pushManager.getSubscription();
  if (!subscription) return;
  await fetch("/api/v1/push/shown", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ endpoint: subscription.endpoint }),
  }).catch(() => undefined);
}

async function setBadge(count: number | undefined): Promise<void> {
  if (typeof count !== "number" || !("setAppBadge" in navigator)) return;
  try {
    await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge());
  } catch {
    // Not allowed on this device: the count stands in the notification and in the title.
  }
}

/** Only a path of our own: a push never leads elsewhere. */
function ownPath(url: string | undefined): string {
  if (!url) return "/inbox";
  const target = new URL(url, self.location.origin);
  return target.origin === self.location.origin ? target.pathname + target.search + target.hash : "/inbox";
}

async function open(path: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => one.visibilityState === "visible") ?? windows[0];
  if (there) {
    there.postMessage({ type: "go", path });
    await there.focus();
  } else {
    await self.clients.openWindow(path);
  }
}

/** The browser replaced the subscription by itself: the server must hear the new one. */
async function resubscribe(event: PushSubscriptionChange): Promise<void> {
  const options = event.oldSubscription?.options ?? { userVisibleOnly: true };
  const fresh = await self.registration.pushManager.subscribe(options);
  const { endpoint, keys } = fresh.toJSON();
  await fetch("/api/v1/push/devices", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "", endpoint, p256dh: keys?.p256dh, auth: keys?.auth }),
  });
}
