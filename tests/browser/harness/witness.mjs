// What a page asked of the network and complained about, from its first request on.

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Watches a page of either driver. `strayed()`: requests that left loopback; `complaints()`: errors of the console. */
export function witness(page) {
  const requests = [];
  const complaints = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(`not caught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !beforeSignIn(message)) complaints.push(message.text());
  });
  return {
    count: () => requests.length,
    strayed: () => requests.map((url) => new URL(url)).filter(({ protocol, hostname }) =>
      protocol !== 'data:' && protocol !== 'blob:' && !LOOPBACK.has(hostname)),
    complaints: () => complaints,
  };
}

/** The page's first question, who is signed in, is answered by 401 as long as nobody is: Chromium notes it. */
const beforeSignIn = (message) => message.text().includes('401') && (message.location()?.url ?? '').endsWith('/api/v1/me');
