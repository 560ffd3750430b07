// Folds a text so that its variants are found by one another: the small sister of the server's folding, for
// pickers that search what is on the device.

const GLYPHS: Record<string, string> = {
  髙: "高", 﨑: "崎", 碕: "崎", 邊: "辺", 邉: "辺", 齋: "斎", 齊: "斉", 澤: "沢", 濱: "浜", 濵: "浜",
  嶋: "島", 嶌: "島", 廣: "広", 國: "国", 眞: "真", 德: "徳", 惠: "恵", 瀨: "瀬", 櫻: "桜", 龍: "竜",
};
const FORMS = /株式会社|有限会社|合同会社|\(株\)|\(有\)|\(同\)/g;

export function fold(text: string): string {
  const plain = text.normalize("NFKC").toLowerCase().replace(FORMS, "").replace(/[‐‑‒–—―−ｰ]/g, "ー");
  let folded = "";
  for (const sign of plain) {
    const code = sign.codePointAt(0) ?? 0;
    if (/\s|[・･.,、。'"]/.test(sign)) continue;
    folded += code >= 0x30a1 && code <= 0x30f6 ? String.fromCodePoint(code - 0x60) : (GLYPHS[sign] ?? sign);
  }
  // A long bar between kana only: 山-川 keeps its dash.
  return folded.replace(/ゔ/g, "ぶ");
}

/** Whether any of the texts holds every word of the query. */
export function holds(query: string, texts: readonly string[]): boolean {
  const words = query.normalize("NFKC").split(/\s+/).map(fold).filter(Boolean);
  if (words.length === 0) return true;
  const hay = texts.map(fold);
  return words.every((word) => hay.some((text) => text.includes(word)));
}
