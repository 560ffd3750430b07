// The least that a push needs: show what came, and set the badge where there is one.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => {
  const { title, body, tag, badge } = event.data.json();
  event.waitUntil((async () => {
    await self.registration.showNotification(title, { body, tag });
    if (navigator.setAppBadge) await navigator.setAppBadge(badge);
  })());
});
