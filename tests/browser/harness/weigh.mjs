// What a page costs over the wire.

const KINDS = { Document: 'page', Script: 'scripts', Stylesheet: 'styles', Fetch: 'answers of the server', XHR: 'answers of the server' };

/** Bytes that came over the wire, headers and compression as they are, while `act` ran: `{ total, by }` kind. */
export async function weighLoad(page, act) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  const kinds = new Map();
  const by = {};
  cdp.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, KINDS[type] ?? 'pictures and the rest'));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? 'pictures and the rest';
    by[kind] = (by[kind] ?? 0) + encodedDataLength;
  });
  await act();
  await cdp.detach();
  return { total: Object.values(by).reduce((sum, bytes) => sum + bytes, 0), by };
}
