import { type Document, LineCounter, parseDocument } from 'yaml';
import type { $ZodIssue } from 'zod/v4/core';
import type { Catalogue } from '../domain/catalogue.ts';
import { limitInWords, limitsOf } from './catalogue-limits.ts';
import { catalogueOf } from './clinic-file-catalogue.ts';
import { type Complaint, complaintsAbout } from './clinic-file-checks.ts';
import { clinicFileSchema, FIELDS } from './clinic-file-schema.ts';
import { didYouMean } from './did-you-mean.ts';
import { lineOf, pathText } from './place-in-yaml.ts';
import { readablePart } from './readable-part.ts';

/** One mistake in a clinic file, for the person who wrote it. `line` counts from 1. */
export type Mistake = { readonly path: string; readonly message: string; readonly line?: number };

type ParsedClinicFile =
  | { readonly ok: true; readonly catalogue: Catalogue }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/**
 * Reads a clinic file. All its mistakes are reported at once, each with its place: what is no YAML, what has the wrong
 * shape, and what does not fit together in what is left without those.
 */
export const parseClinicFile = (text: string): ParsedClinicFile => {
  const lines = new LineCounter();
  // `failsafe`: every scalar stays the text that was written, so that room 1E2 is no number.
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const unreadable = [...document.errors, ...document.warnings];
  const noYaml = unreadable.map(({ message, pos }) => ({
    path: '',
    message,
    line: lines.linePos(pos[0]).line,
  }));

  const placed = ({ path, message }: Complaint): Mistake => {
    const line = lineOf(document, lines, path);
    return { path: pathText(path), message, ...(line !== undefined && { line }) };
  };
  const written = plainOf(document);
  if (!written.ok) return { ok: false, mistakes: [...noYaml, { path: '', message: written.message }] };

  const parsed = clinicFileSchema.safeParse(written.value);
  if (noYaml.length > 0 || !parsed.success) {
    const ofShape = parsed.success ? [] : parsed.error.issues.flatMap(complaintsOf);
    const part = readablePart(written.value);
    const others =
      part === undefined ? [] : complaintsAbout(part.file).flatMap((each) => part.inWhole(each) ?? []);
    const certain =
      noYaml.length === 0
        ? [...ofShape, ...others]
        : [...ofShape.filter(({ message }) => message !== 'is missing'), ...others.filter(isNoConsequence)];
    return { ok: false, mistakes: [...noYaml, ...certain.map(placed)] };
  }
  const complaints = complaintsAbout(parsed.data);
  if (complaints.length > 0) return { ok: false, mistakes: complaints.map(placed) };
  const catalogue = catalogueOf(parsed.data);
  const beyond = limitsOf(catalogue).filter(({ is, most }) => is > most);
  if (beyond.length > 0)
    return {
      ok: false,
      mistakes: beyond.map((each) => placed({ path: ['sites'], message: limitInWords(each) })),
    };
  return { ok: true, catalogue };
};

/** Where some of the text is no YAML, what seems to be unknown may only stand where no one could read it. */
const isNoConsequence = ({ message }: Complaint): boolean =>
  !message.startsWith('unknown ') || message.includes('did you mean');

const plainOf = (document: Document): { ok: true; value: unknown } | { ok: false; message: string } => {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 100 }) ?? {} };
  } catch (error) {
    // An alias without its anchor, or aliases of aliases that would fill the memory.
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
};

const complaintsOf = (issue: $ZodIssue): Complaint[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: `unknown field "${key}"${whereItBelongs(key)}`,
      }))
    : [{ path: issue.path, message: issue.message }];

/** What is known elsewhere stands in the wrong place; what is known nowhere is misspelt. */
const whereItBelongs = (key: string): string => {
  const parts = FIELDS.filter(([, fields]) => fields.includes(key)).map(([part]) => part);
  return parts.length > 0
    ? ` here; it belongs to ${parts.join(' or ')}`
    : didYouMean(
        key,
        FIELDS.flatMap(([, fields]) => fields),
      );
};
