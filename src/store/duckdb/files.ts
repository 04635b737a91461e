export const DATABASE_FILE = 'figures.duckdb'
/** A backup on its way into the place of the database. */
export const PART_FILE = `${DATABASE_FILE}.part`
/** Says that the backup is whole and takes the place of the database. */
export const RESTORING_FILE = 'figures.restoring'
