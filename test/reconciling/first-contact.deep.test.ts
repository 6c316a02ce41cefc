import { firstContact } from './first-contact-laws.ts';

firstContact(1000);
