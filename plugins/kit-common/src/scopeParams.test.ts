import * as fc from 'fast-check';
import {
  DEFAULT_SCOPE,
  fixedScope,
  hasScope,
  readScope,
  scopeQuery,
  withScope,
  writeScope,
} from './scopeParams';

describe('scope in the URL', () => {
  it('is the default for an empty URL, and the default leaves the URL empty', () => {
    expect(readScope(new URLSearchParams())).toEqual(DEFAULT_SCOPE);
    expect(writeScope(new URLSearchParams(), DEFAULT_SCOPE).toString()).toBe(
      '',
    );
  });

  it('comes back as it was written, beside parameters of others', () => {
    const written = writeScope(new URLSearchParams('q=lock'), {
      environment: 'staging',
      versions: ['2.0.0', '1.4.2'],
      operation: 'POST /v2/quotes',
      from: 'now-6h',
      live: false,
    });
    expect(written.get('q')).toBe('lock');
    expect(readScope(written)).toEqual({
      environment: 'staging',
      versions: ['2.0.0', '1.4.2'],
      operation: 'POST /v2/quotes',
      from: 'now-6h',
      to: 'now',
      live: false,
    });
  });

  it('is never live on a range that has ended', () => {
    const zoomed = writeScope(new URLSearchParams(), {
      from: '2026-11-21T13:00:00Z',
      to: '2026-11-21T13:10:00Z',
    });
    expect(readScope(zoomed).live).toBe(false);
  });

  it('becomes the parameters of a question', () => {
    expect(scopeQuery({ ...DEFAULT_SCOPE, versions: ['1.0.0'] })).toEqual({
      environment: undefined,
      version: '1.0.0',
      from: 'now-1h',
      to: 'now',
    });
  });

  it('comes back as it was, whatever it holds', () => {
    const word = fc
      .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
      .filter(text => text.trim() === text);
    fc.assert(
      fc.property(
        fc.record({
          environment: fc.option(word, { nil: undefined }),
          versions: fc.uniqueArray(word, { maxLength: 4 }),
          operation: fc.option(word, { nil: undefined }),
          from: fc.constantFrom('now-1h', 'now-7d', '2026-11-21T13:00:00Z'),
          to: fc.constantFrom('now', '2026-11-22T13:00:00Z'),
          live: fc.boolean(),
        }),
        scope => {
          const href = withScope('/catalog/x?q=a,b#top', scope);
          const url = new URL(href, 'http://portal');
          expect(readScope(url.searchParams)).toEqual({
            ...scope,
            live: scope.live && scope.to === 'now',
          });
          expect(url.searchParams.get('q')).toBe('a,b');
          expect(url.hash).toBe('#top');
        },
      ),
    );
  });

  it('is there or not', () => {
    expect(hasScope(new URLSearchParams('q=lock'))).toBe(false);
    expect(hasScope(new URLSearchParams('from=now-6h'))).toBe(true);
  });

  it('shows later what it shows now, once its times are fixed', () => {
    expect(
      fixedScope(
        { ...DEFAULT_SCOPE, versions: ['1.0.0'] },
        Date.parse('2026-11-21T14:00:00Z'),
      ),
    ).toEqual({
      environment: undefined,
      versions: ['1.0.0'],
      operation: undefined,
      from: '2026-11-21T13:00:00.000Z',
      to: '2026-11-21T14:00:00.000Z',
      live: false,
    });
  });
});
