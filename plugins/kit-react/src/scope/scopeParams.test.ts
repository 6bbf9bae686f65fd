import {
  DEFAULT_SCOPE,
  rangeLabel,
  readScope,
  scopeQuery,
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
      from: 'now-6h',
      live: false,
    });
    expect(written.get('q')).toBe('lock');
    expect(readScope(written)).toEqual({
      environment: 'staging',
      versions: ['2.0.0', '1.4.2'],
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

  it('names a known range and spells out another', () => {
    expect(rangeLabel({ from: 'now-1h', to: 'now' })).toBe('last 1 h');
    expect(rangeLabel({ from: 'now-5h', to: 'now' })).toBe('now-5h – now');
  });
});
