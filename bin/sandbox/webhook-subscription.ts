import type { EventType } from './clinic.ts';
import type { Trigger } from './webhook-triggers.ts';

/** At which level of Cal.com a webhook was created; a user's own does not fire for team events. */
export type WebhookLevel =
  | { readonly kind: 'user'; readonly userId: number }
  | { readonly kind: 'event-type'; readonly eventTypeId: number }
  | { readonly kind: 'organization'; readonly organizationId: number };

export type Subscription = {
  readonly id: string;
  readonly level: WebhookLevel;
  readonly subscriberUrl: string;
  readonly triggers: readonly Trigger[];
  readonly active: boolean;
  readonly secret: string | null;
  readonly payloadTemplate: string | null;
  readonly version: '2021-10-20' | '2026-07-27';
};

export const subscribes = (
  subscription: Subscription,
  trigger: Trigger,
  type: EventType,
  hostId: number | null,
): boolean => {
  if (!subscription.active || !subscription.triggers.includes(trigger)) return false;
  const { level } = subscription;
  if (level.kind === 'organization') return true;
  if (level.kind === 'event-type') return level.eventTypeId === type.id;
  return type.teamId === null && level.userId === hostId;
};

const escaped: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
};

/** A custom template replaces the whole envelope; one that renders to invalid JSON sends the body `false`. */
export const renderTemplate = (template: string, envelope: Record<string, unknown>): string => {
  const { payload, ...root } = envelope;
  const flat: Record<string, unknown> = { ...(payload as Record<string, unknown>), ...root };
  const text = template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, path: string) => {
    const value = path.split('.').reduce<unknown>((found, name) => {
      return typeof found === 'object' && found !== null
        ? (found as Record<string, unknown>)[name]
        : undefined;
    }, flat);
    // Handlebars escapes; of its entities only `&quot;` is undone.
    return value == null ? '' : String(value).replace(/[&<>'`=]/g, (sign) => escaped[sign] ?? sign);
  });
  try {
    JSON.parse(text);
    return text;
  } catch {
    return 'false';
  }
};
