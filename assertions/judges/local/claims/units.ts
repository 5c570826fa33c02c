interface Unit {
  /** What it measures; quantities of one dimension are comparable. */
  readonly dimension: string;
  /** In the dimension's base unit. */
  readonly factor: number;
  /** Added after the factor, for temperatures. */
  readonly offset: number;
}

/** `miles`, `hour`: `miles per hour|miles an hour|miles every hour`. */
const per = (lengths: string, time: string) =>
  lengths
    .split('|')
    .flatMap((length) => ['per', 'a', 'an', 'each', 'every'].map((link) => `${length} ${link} ${time}`))
    .join('|');

/** Dimension, factor, offset, names. Names are in lower case; a final `s` is taken off before the look-up. */
const TABLE: readonly (readonly [dimension: string, factor: number, offset: number, names: string])[] = [
  ['length', 1, 0, 'm|metre|meter'],
  ['length', 1000, 0, 'km|kilometre|kilometer'],
  ['length', 0.01, 0, 'cm|centimetre|centimeter'],
  ['length', 0.001, 0, 'mm|millimetre|millimeter'],
  ['length', 1e-9, 0, 'nm|nanometre|nanometer'],
  ['length', 1609.344, 0, 'mi|mile'],
  ['length', 0.3048, 0, 'ft|foot|feet'],
  ['length', 0.0254, 0, 'inch|inche'],
  ['length', 0.9144, 0, 'yd|yard'],
  ['length', 9.4607e15, 0, 'light-year|light year|lightyear'],
  ['length', 1.495979e11, 0, 'au|astronomical unit'],
  ['mass', 1, 0, 'kg|kilogram|kilogramme|kilo'],
  ['mass', 0.001, 0, 'g|gram|gramme'],
  ['mass', 1e-6, 0, 'mg|milligram|milligramme'],
  ['mass', 1000, 0, 't|tonne|metric ton|ton'],
  ['mass', 0.453592, 0, 'lb|lbs|pound'],
  ['mass', 0.0283495, 0, 'oz|ounce'],
  ['temperature', 1, 0, '°c|° c|degrees c|degrees celsius|degree celsius|degrees centigrade|celsius|c'],
  ['temperature', 5 / 9, -160 / 9, '°f|° f|degrees f|degrees fahrenheit|degree fahrenheit|fahrenheit|f'],
  ['temperature', 1, -273.15, 'k|kelvin|degrees kelvin'],
  ['degree', 1, 0, '°|degree'],
  ['time', 1, 0, 'second|sec'],
  ['time', 0.001, 0, 'millisecond|ms'],
  ['time', 60, 0, 'minute|min'],
  ['time', 3600, 0, 'hour|hr|h'],
  ['time', 86_400, 0, 'day'],
  ['time', 604_800, 0, 'week'],
  ['time', 2_629_746, 0, 'month'],
  ['time', 31_556_952, 0, 'year|yr'],
  ['time', 315_569_520, 0, 'decade'],
  ['time', 3_155_695_200, 0, 'century|centurie'],
  ['speed', 1, 0, `m/s|${per('m|metres|meters', 'second')}`],
  ['speed', 1000, 0, `km/s|${per('km|kilometres|kilometers', 'second')}`],
  ['speed', 1 / 3.6, 0, `km/h|kmh|kph|${per('km|kilometres|kilometers', 'hour')}`],
  ['speed', 0.44704, 0, `mph|${per('miles', 'hour')}`],
  ['speed', 1609.344, 0, per('miles', 'second')],
  ['area', 1e6, 0, 'km2|sq km|square km|square kilometre|square kilometer'],
  ['area', 1, 0, 'm2|sq m|square metre|square meter'],
  ['area', 2_589_988, 0, 'sq mi|square mile'],
  ['area', 0.092903, 0, 'sq ft|square foot|square feet'],
  ['area', 10_000, 0, 'ha|hectare'],
  ['area', 4046.86, 0, 'acre'],
  ['volume', 1, 0, 'l|litre|liter'],
  ['volume', 0.001, 0, 'ml|millilitre|milliliter'],
  ['volume', 3.78541, 0, 'gallon|us gallon'],
  ['volume', 1000, 0, 'm3|cubic metre|cubic meter'],
  ['data', 1, 0, 'bit'],
  ['data', 8, 0, 'byte'],
  ['share', 1, 0, '%|percent|per cent|percentage point'],
  ['euros', 1, 0, '€|euro|eur'],
  ['dollars', 1, 0, '$|dollar|usd|us dollar'],
  ['sterling', 1, 0, '£|gbp|pounds sterling'],
];

const UNITS: ReadonlyMap<string, Unit> = new Map(
  TABLE.flatMap(([dimension, factor, offset, names]) =>
    names.split('|').map((name) => [name, { dimension, factor, offset }] as const),
  ),
);

const escaped = [...UNITS.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[$^/.]/g, '\\$&'));
const unit = new RegExp(`^(?:[ -]?(?:degrees )?)(?<name>${escaped.join('|')})s?(?![\\p{L}\\d/])`, 'u');

/** The unit at the beginning of a text in lower case, and where it ends. */
export function unitAt(rest: string): (Unit & { readonly end: number }) | undefined {
  const match = unit.exec(rest.slice(0, 40));
  const found = UNITS.get(match?.groups?.name ?? '');
  return match === null || found === undefined ? undefined : { ...found, end: match[0].length };
}

/** The unit of a currency sign that stands before its number. */
export function unitBefore(text: string): Unit | undefined {
  const sign = /[€$£] ?$/.exec(text)?.[0].trim();
  return sign === undefined ? undefined : UNITS.get(sign);
}

/** All that is known of units, for the judge's hash. */
export const UNIT_TABLE: unknown = TABLE;
