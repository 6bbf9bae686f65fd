export interface Config {
  access?: {
    /**
     * `owners`: what requests and lines say is read by the people of a service and of its system. `open`:
     * everybody may everything, for a demo. Default owners.
     */
    policy?: 'open' | 'owners';
    /** Full references of groups and users who may everything, e.g. `group:default/on-call`. */
    operators?: string[];
    /**
     * Full references of groups and users with the role for restricted data: of a service that owns some, they
     * read what its requests and lines say, where they are of its people.
     */
    restricted?: string[];
  };
}
