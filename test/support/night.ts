/**
 * Whether the tests run at night, with METASC_NIGHT=1: then they run what an `npm test` leaves to one of its kind, too.
 */
export const IS_NIGHT = Boolean(process.env.METASC_NIGHT);
