// Serves one folder on localhost, for tests of the stand-ins that need no product.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import { extname } from 'node:path';

const TYPES = { '.html': 'text/html; charset=utf-8', '.mjs': 'text/javascript', '.js': 'text/javascript' };

/** Returns the site's origin. `folder`: a file: URL that ends with a slash. */
export async function serveFolder(scene, folder) {
  const server = http.createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : request.url.slice(1);
    const type = TYPES[extname(name)];
    if (!type || name.includes('/')) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
    return response.end(readFileSync(new URL(name, folder)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  scene.atEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://localhost:${server.address().port}`;
}
