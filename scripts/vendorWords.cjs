// Upstreams are known by their modules alone: the core that knows a vendor treats it as a special case.
const MESSAGE =
  'Vendors are named in telemetry-backend-module-* only: say it through a port.';
const WORDS = '/jaeger|prometheus|loki|tempo|victoria/i';

/** For `restrictedSrcSyntax`. */
module.exports = [
  `Identifier[name=${WORDS}]`,
  `Literal[value=${WORDS}]`,
  `TemplateElement[value.raw=${WORDS}]`,
].map(selector => ({ selector, message: MESSAGE }));
