import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpProbe, type ProbeAnswer } from '../../testing/http-probe';
import { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';
import { docsOf } from './docs';
import { FILE_NAMES, PAGE, START } from './page';

test('the page names files of its own and nothing else, and has no script in it', () => {
  const named = [...PAGE.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name = '']) => name);
  const files = FILE_NAMES.map((name) => `docs/${name}`);
  assert.deepEqual(named.sort(), [...files, 'openapi.json'].sort());
  assert.doesNotMatch(PAGE, /<script>|<style|style=|\son\w+=/);
  assert.doesNotMatch(PAGE + START, /https?:|\/\//);
});

test('a file is read when it is asked for, once, and again only when it could not be read', async () => {
  const asked: string[] = [];
  let isThere = false;
  const docs = docsOf({
    declared: { models: [] },
    version: '1',
    readFile: (name) => {
      asked.push(name);
      return isThere ? Promise.resolve(Buffer.from('bytes')) : Promise.reject(new Error('gone'));
    },
  });
  assert.deepEqual(asked, []);
  await assert.rejects(docs.file('swagger-ui.css'), /gone/);
  isThere = true;
  const read = await Promise.all([docs.file('swagger-ui.css'), docs.file('swagger-ui.css')]);
  assert.equal(Buffer.from((await docs.file('swagger-ui.css')).bytes).toString(), 'bytes');
  assert.equal(read[0], read[1]);
  assert.deepEqual(asked, ['swagger-ui.css', 'swagger-ui.css']);
  assert.equal(docs.openApi(), docs.openApi(), 'made once');
});

test('what is served cannot load, run or be framed by anything else, and is known by its tag', async () => {
  const node = await openNode(new MemoryDisk());
  const probe = await HttpProbe.start(node);
  const get = (path: string, etag?: string): Promise<ProbeAnswer> =>
    probe.send({
      method: 'GET',
      path,
      headers: etag === undefined ? {} : { 'if-none-match': etag },
    });
  const page = await get('/docs');
  assert.equal(page.text, PAGE);
  const policy = String(page.headers['content-security-policy']);
  assert.match(policy, /^default-src 'none'; script-src 'self';/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /http|script-src[^;]*unsafe|\*/);
  for (const path of ['/docs', '/docs/start.js', '/openapi.json']) {
    const { headers } = await get(path);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    const again = await get(path, headers.etag);
    assert.deepEqual([again.status, again.text], [304, '']);
  }
  await probe.stop();
  await node.close();
});
