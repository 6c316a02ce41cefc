// Loaded before anything else (`node -r`), so that a Node that is too old is named, and not what it cannot read. Therefore
// in the words of very old ones: no const, no arrows, no templates.
var least = require('../package.json').engines.node.replace('>=', '');

function numbers(version) {
  return version.replace('v', '').split('.').map(Number);
}

var ours = numbers(process.version);
var needed = numbers(least);
var found = 'this is ' + process.version + ' (' + process.execPath + ')';
var advice = 'Install a newer one from https://nodejs.org/, then run npm ci again.';
if (ours[0] < needed[0] || (ours[0] === needed[0] && ours[1] < needed[1])) {
  console.error('Node ' + least + ' or newer is needed, and ' + found + '. ' + advice);
  process.exit(1);
}
