/** Whether a package's code runs on AWS, or only on the machine of anyone who builds, tests or operates. */
export type Part = 'deployed' | 'tools';

/** Licences that ask for no more than their own text, by their SPDX names. */
const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Python-2.0',
  'Zlib',
];

/**
 * What each part may be licensed under. A face under the OFL may be bundled with anything, which stays under its own licence; only
 * sold by itself it may not be. A tool is used as it is and handed to no one: one of MPL's is welcome there.
 */
const ALLOWED: Readonly<Record<Part, readonly string[]>> = {
  deployed: [...PERMISSIVE, 'OFL-1.1'],
  tools: [...PERMISSIVE, 'OFL-1.1', 'MPL-2.0'],
};

type LicensedPackage = {
  readonly name: string;
  readonly version: string;
  readonly part: Part;
  /** An SPDX expression; `none stated` where the package says nothing. */
  readonly licence: string;
  readonly allowed: boolean;
};

type LockedPackage = {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
};

/** Every package of a package-lock.json, whatever machine it is for, and whether its licence is allowed. */
export const licencesOf = (lock: {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}): LicensedPackage[] =>
  Object.entries(lock.packages).flatMap(([path, { version = '', license, dev, optional, devOptional }]) => {
    if (path === '') return [];
    const part = dev || optional || devOptional ? 'tools' : 'deployed';
    const licence = license ?? 'none stated';
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return [{ name, version, part, licence, allowed: isAllowed(licence, ALLOWED[part]) }];
  });

/** An expression of `OR` is allowed where one alternative is, one of `AND` where every part is. */
const isAllowed = (expression: string, allowed: readonly string[]): boolean =>
  expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((name) => allowed.includes(name)));
