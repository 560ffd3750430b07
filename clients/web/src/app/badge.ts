// The count that the server says, in the title, on the favicon and on the app's icon. Nothing is counted
// here.
import { count } from "~/ui/format";

export function showBadge(addressed: number, appName: string): void {
  document.title = addressed > 0 ? `(${count(addressed)}) ${appName}` : appName;
  drawFavicon(addressed);
  if (!("setAppBadge" in navigator)) return;
  const done = addressed > 0 ? navigator.setAppBadge(addressed) : navigator.clearAppBadge();
  done.catch(() => undefined);
}

const SIZE = 64;

function drawFavicon(addressed: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  if (addressed === 0) {
    link.type = "image/svg+xml";
    link.href = "/favicon.svg";
    return;
  }
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.fillStyle = "#1f5a8c";
  disc(pen, 28, 36, 26);
  pen.fillStyle = "#fff";
  disc(pen, 44, 20, 21);
  pen.fillStyle = "#a3243b";
  disc(pen, 44, 20, 19);
  pen.fillStyle = "#fff";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const text = addressed > 99 ? "99" : String(addressed);
  pen.font = `bold ${text.length > 1 ? 22 : 28}px sans-serif`;
  pen.fillText(text, 44, 22);
  link.type = "image/png";
  link.href = canvas.toDataURL("image/png");
}

function disc(pen: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fill();
}
