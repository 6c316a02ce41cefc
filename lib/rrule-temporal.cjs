// What `rrule-lazily.js` asks for beside itself.
module.exports = require('rrule-temporal');
