import { databaseAddress, type DatabaseAddress } from '../sources/lms-database/address.ts'

/** Variables that give commands the address of a database without showing it in the list of processes. */
export const ADDRESS_VARIABLE = 'FIGURES_MYSQL'
export const PASSWORD_VARIABLE = 'FIGURES_MYSQL_PASSWORD'

/** The database that a command is about, by its option `--mysql` or by the environment; undefined: neither. */
export function commandAddress(
  environment: NodeJS.ProcessEnv,
  option: string | undefined,
): DatabaseAddress | undefined {
  const { [ADDRESS_VARIABLE]: variable = '', [PASSWORD_VARIABLE]: password = '' } = environment
  const text = option ?? variable
  if (text === '') return undefined
  return databaseAddress({
    text,
    setting: option === undefined ? ADDRESS_VARIABLE : '--mysql',
    elsewhere: PASSWORD_VARIABLE,
    ...(password === '' ? {} : { password: { text: password, setting: PASSWORD_VARIABLE } }),
  })
}
