/** Environment variable that tells the dry look's process what it looks at, as JSON. */
export const LOOK_VARIABLE = 'METASC_DRY_LOOK';
