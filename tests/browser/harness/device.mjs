// A browser as a device that is pushed, the same to a test whichever browser it is.

import { startAutopush } from '../push-services/autopush.mjs';
import { startGcm } from '../push-services/gcm.mjs';
import { startChromium } from './chromium.mjs';
import { startFirefox } from './firefox.mjs';
import { until } from './scene.mjs';
import { notifications } from './screens.mjs';

/**
 * Both kinds: `start(scene)` starts its push service and returns `{ push, browser }`: `push` is what the server has to
 * know, `browser(origin)` starts the browser and returns the device:
 *
 * - `page`, `journal` of its push service, `answerNext(status, headers)`
 * - `shown(accept)`: waits for a notification that its worker showed; the page is on the product's origin
 * - `badge()`: the count on the icon, or null where the browser has none
 * - `ready()`: to be called once the worker is there
 */
export const DEVICES = {
  Firefox: {
    async start(scene) {
      const autopush = await startAutopush();
      scene.atEnd(() => autopush.close());
      scene.keep('autopush', () => autopush.journal.toString());
      const browser = async () => {
        const { page } = await startFirefox(scene, { autopush });
        return {
          page,
          ...common(autopush),
          ready: async () => {},
          badge: async () => null,
          shown: (accept) => until('a notification', async () => (await notifications(page)).find(accept)),
        };
      };
      return { push: { autopush }, browser };
    },
  },
  Chromium: {
    async start(scene) {
      const gcm = await startGcm();
      scene.atEnd(() => gcm.close());
      scene.keep('gcm', () => gcm.journal.toString());
      const browser = async (origin) => {
        const { page, worker, recordWorker, workerSaw } = await startChromium(scene, { gcm, origin });
        return {
          page,
          ...common(gcm),
          worker,
          ready: recordWorker,
          badge: async () => (await workerSaw('badge')).at(-1)?.count,
          shown: (accept) => until('a notification', async () => (await workerSaw('notification')).find(accept)),
        };
      };
      return { push: { gcm }, browser };
    },
  },
};

const common = ({ journal, answerNext }) => ({ journal, answerNext });
