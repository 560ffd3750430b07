// A photo straight from a phone's camera has more pixels than anybody looks at, and a bad line makes them
// minutes. It is made smaller on the device; whatever cannot be read as a picture stays as it is.

/** The longer side, in pixels: enough to read a whiteboard. */
const LONGEST_PX = 2_200;
const QUALITY = 0.82;
/** Below that there is nothing to win. */
const WORTH_BYTES = 700 * 1024;

export async function shrink(file: File): Promise<{ name: string; bytes: Blob }> {
  const whole = { name: file.name, bytes: file };
  if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) || file.size < WORTH_BYTES) return whole;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const bytes = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!bytes || bytes.size >= file.size) return whole;
    return { name: file.name.replace(/\.\w+$/, "") + ".jpg", bytes };
  } catch {
    return whole;
  }
}
