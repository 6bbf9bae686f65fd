import { httpStatusOf } from './statusOf';

it.each([
  [{ 'http.response.status_code': 503 }, 503],
  [{ 'http.status_code': '404' }, 404],
  [{ 'http.response.status_code': 200, 'http.status_code': 500 }, 200],
  [{ 'http.status_code': 100 }, 100],
  [{ 'http.status_code': 599 }, 599],
  [{ 'http.status_code': 99 }, undefined],
  [{ 'http.status_code': 600 }, undefined],
  [{ 'http.status_code': 200.5 }, undefined],
  [{ 'http.status_code': 'teapot' }, undefined],
  [{ 'http.method': 'GET' }, undefined],
])('reads %j as %s', (attributes, status) => {
  expect(httpStatusOf(attributes)).toBe(status);
});
