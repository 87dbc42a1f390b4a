/** Gives a canvas to the reader as a file. */
export function savePicture(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${name.replace(/[^\w.-]+/g, '-')}.png`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
