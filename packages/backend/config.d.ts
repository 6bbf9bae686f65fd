export interface Config {
  access?: {
    /**
     * `owners`: what requests and lines say is read by the people of a service and of its system. `open`:
     * everybody may everything, for a demo. Default owners.
     */
    policy?: 'open' | 'owners';
    /** Full references of groups and users who may everything, e.g. `group:default/on-call`. */
    operators?: string[];
  };
}
