import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { createApp } from '../src/createApp.js';

test('greets by name', async () => {
  const response = await createApp().inject('/v1/greetings/ada');
  assert.equal(response.statusCode, 200);
  assert.deepEqual(response.json(), { text: 'Hello, ada' });
});

test('refuses a name that is too long', async () => {
  const response = await createApp().inject(`/v1/greetings/${'x'.repeat(51)}`);
  assert.ok(response.statusCode >= 400 && response.statusCode < 500);
});

test('is healthy and has metrics', async () => {
  const app = createApp();
  assert.equal((await app.inject('/health')).statusCode, 200);
  await app.inject('/v1/greetings/ada');
  assert.match((await app.inject('/metrics')).body, /http_request_duration_seconds_count/);
});

test('answers every operation of its contract', async () => {
  const contract = parse(readFileSync('openapi.yaml', 'utf8'));
  const app = createApp();
  for (const [path, operations] of Object.entries(contract.paths as object)) {
    for (const method of Object.keys(operations)) {
      const url = path.replaceAll('{', ':').replaceAll('}', '');
      assert.ok(
        app.hasRoute({ method: method.toUpperCase() as 'GET', url }),
        `${method} ${path} is in openapi.yaml but not in the service`,
      );
    }
  }
});
