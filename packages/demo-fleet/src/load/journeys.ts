import { pickWeighted, someSku } from '../runtime/random';

/** What a visitor does next, as a request to web-bff. */
export function nextVisit(): { method: string; path: string } {
  return pickWeighted([
    { weight: 0.2, value: { method: 'GET', path: '/home' } },
    { weight: 0.35, value: { method: 'GET', path: `/products/${someSku()}` } },
    { weight: 0.2, value: { method: 'GET', path: '/search' } },
    { weight: 0.25, value: { method: 'POST', path: '/checkout' } },
  ]);
}

/** Milliseconds until the next visit: a Poisson process. */
export function untilNextVisitMs(perSecond: number): number {
  return (-Math.log(1 - Math.random()) / perSecond) * 1000;
}
