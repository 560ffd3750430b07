// `lightDarkFunction: false` leaves the browser's own light-dark() alone; the preset's rewrite of it
// doubles every rule and breaks on nested values.
module.exports = {
  plugins: {
    "postcss-preset-mantine": { features: { lightDarkFunction: false } },
    "postcss-simple-vars": {
      variables: { "phone": "48em", "desk": "75em" },
    },
  },
};
