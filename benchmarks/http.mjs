// @ts-check
import { request } from 'node:http';

/**
 * One JSON request on a connection of its own, so that no idle socket of the runner
 * stays open on a server under measure.
 * @param {string} url
 * @param {{method?: string, body?: string}} [options]
 * @returns {Promise<any>} the decoded body of a 2xx; anything else is thrown
 */
export function json(url, { method = 'GET', body } = {}) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const call = request(url, { method, headers, agent: false, timeout: 30_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(JSON.parse(text));
        else reject(new Error(`${method} ${url} answered ${status}: ${text.slice(0, 300)}`));
      });
    });
    call.on('timeout', () => call.destroy(new Error(`${method} ${url}: no answer in 30 s`)));
    call.on('error', reject);
    call.end(body);
  });
}
