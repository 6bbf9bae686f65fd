import { EdgeJoiner } from './EdgeJoiner';

const bff = { service: 'web-bff', environment: 'production', version: '5.2.1' };
const pricing = {
  service: 'pricing',
  environment: 'production',
  version: '2.0.0',
  error: false,
  startUs: 600_000_000,
};

describe('EdgeJoiner', () => {
  it('joins caller and callee in whichever order they come', () => {
    const joiner = new EdgeJoiner();
    expect(joiner.addCaller('a', bff)).toEqual([]);
    expect(joiner.addCallee('a', pricing)).toHaveLength(1);
    expect(joiner.addCallee('b', pricing)).toEqual([]);
    expect(joiner.addCaller('b', bff)).toEqual([
      {
        bucket: 600,
        environment: 'production',
        caller: 'web-bff',
        callerVersion: '5.2.1',
        callee: 'pricing',
        calleeVersion: '2.0.0',
        error: false,
      },
    ]);
  });

  it('is no edge when a service calls itself', () => {
    const joiner = new EdgeJoiner();
    joiner.addCaller('a', { ...bff, service: 'pricing' });
    expect(joiner.addCallee('a', pricing)).toEqual([]);
  });

  it('gives up the oldest wait at its bound', () => {
    const joiner = new EdgeJoiner(2);
    for (const span of ['a', 'b', 'c']) {
      joiner.addCallee(span, pricing);
    }
    expect(joiner.addCaller('a', bff)).toEqual([]);
    expect(joiner.addCaller('c', bff)).toHaveLength(1);
  });
});
