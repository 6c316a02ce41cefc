const form = document.querySelector('#book');
const message = document.querySelector('#message');
const dialog = document.querySelector('#move');
let shown = '';

const call = async (path, body) => {
  const response = await fetch(`/sandbox/${path}`, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
};

const act = async (words, path, body) => {
  message.textContent = `${words} …`;
  try {
    await call(path, body);
    message.textContent = `${words}: done`;
  } catch (error) {
    message.textContent = `${words}: ${error.message}`;
  }
  await refresh();
};

const element = (name, content, ...children) => {
  const made = document.createElement(name);
  if (content !== undefined) made.textContent = content;
  made.append(...children);
  return made;
};

const button = (label, about, run) => {
  const made = element('button', label);
  made.type = 'button';
  made.setAttribute('aria-label', `${label}: ${about}`);
  made.addEventListener('click', run);
  return made;
};

const askForTime = (booking) => {
  dialog.returnValue = '';
  dialog.querySelector('input').value = clinicTime(booking.start, booking.timeZone);
  dialog.showModal();
  dialog.onclose = () => {
    const start = dialog.querySelector('input').value;
    if (dialog.returnValue === 'move') act('Reschedule', `bookings/${booking.uid}/reschedule`, { start });
  };
};

const row = (booking) => {
  const about = `${booking.type}, ${booking.when}`;
  const live = booking.status === 'accepted' || booking.status === 'pending';
  const buttons = element('td');
  if (live) {
    buttons.append(
      button('Reschedule', about, () => askForTime(booking)),
      button('Cancel', about, () => act('Cancel', `bookings/${booking.uid}/cancel`, {})),
    );
  }
  if (booking.needsConfirmation) {
    buttons.append(
      button('Confirm', about, () => act('Confirm', `bookings/${booking.uid}/confirm`, {})),
      button('Decline', about, () => act('Decline', `bookings/${booking.uid}/reject`, {})),
    );
  }
  const status = booking.rescheduledToUid ? 'rescheduled' : booking.status;
  const made = element(
    'tr',
    undefined,
    element('td', booking.when),
    element('td', booking.title),
    element('td', booking.location),
    element('td', status),
    element('td', undefined, element('code', booking.uid)),
    buttons,
  );
  if (!live) made.className = 'over';
  return made;
};

const mail = ({ at, subject, text, to }) => {
  return element('li', `${new Date(at).toLocaleTimeString()} · ${to}\n${subject}\n${text}`);
};

/** What the wall shows where the visit takes place. */
const clinicTime = (instant, timeZone) => {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone })
    .format(new Date(instant))
    .replace(' ', 'T');
};

const refresh = async () => {
  const [{ bookings }, { mails }] = await Promise.all([call('bookings'), call('mails')]);
  const next = JSON.stringify([bookings, mails.length]);
  // Drawing only what changed keeps the focus where the patient has it.
  if (next === shown) return;
  shown = next;
  const byTime = bookings.sort((a, b) => a.start.localeCompare(b.start));
  document.querySelector('#bookings').replaceChildren(...byTime.map(row));
  const toPatient = mails.filter(({ role }) => role === 'attendee').reverse();
  document.querySelector('#mails').replaceChildren(...toPatient.map(mail));
};

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const { eventType, hostId, start, equipment } = Object.fromEntries(new FormData(form));
  act('Book', 'book', {
    eventType: Number(eventType),
    hostId: Number(hostId),
    start,
    ...(equipment === '' ? {} : { equipment }),
  });
});

const state = await call('state');
const option = (value, label) => {
  const made = element('option', label);
  made.value = value;
  return made;
};
form.elements.eventType.append(
  ...state.eventTypes.map(({ id, title, length }) => option(id, `${title}, ${length} min`)),
);
form.elements.hostId.append(...state.hosts.map(({ id, name }) => option(id, name)));
/** The next time of the type that is chosen, and who is free then. */
const offerTime = () => {
  const chosen = Number(form.elements.eventType.value);
  const { timeZone, nextVisit, nextHostId } = state.eventTypes.find(({ id }) => id === chosen);
  form.elements.start.value = clinicTime(nextVisit ?? state.nextVisit, timeZone);
  form.elements.hostId.value = nextHostId;
};
form.elements.eventType.addEventListener('change', offerTime);
if (state.eventTypes.length > 0) offerTime();

const keepFresh = async () => {
  try {
    await refresh();
  } catch (error) {
    message.textContent = `The sandbox does not answer: ${error.message}`;
  }
  setTimeout(keepFresh, 1_000);
};
await keepFresh();
