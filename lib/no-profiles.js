// Stands in a bundle for the ways to credentials that only people's machines have: sign-in, profiles, programs that are asked. On
// Lambda they stand in the environment; what looks elsewhere brings four more clients of AWS along.
const none = () => async () => {
  throw Object.assign(new Error('on Lambda credentials stand in the environment'), { tryNextLink: true });
};

export { none as fromIni, none as fromProcess, none as fromSSO, none as fromTokenFile };
