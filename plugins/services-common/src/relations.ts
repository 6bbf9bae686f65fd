/** From a service to a data set it is the system of record for. @public */
export const RELATION_OWNS_DATA = 'ownsData';
/** The inverse of {@link RELATION_OWNS_DATA}. @public */
export const RELATION_DATA_OWNED_BY = 'dataOwnedBy';
/** From a service to a data set it keeps a read model of. @public */
export const RELATION_COPIES_DATA = 'copiesData';
/** The inverse of {@link RELATION_COPIES_DATA}. @public */
export const RELATION_DATA_COPIED_BY = 'dataCopiedBy';
/** From a data set to the store (database, bucket, topic) that holds it. @public */
export const RELATION_STORES_DATA_IN = 'storesDataIn';
/** The inverse of {@link RELATION_STORES_DATA_IN}. @public */
export const RELATION_STORES_DATA_OF = 'storesDataOf';
