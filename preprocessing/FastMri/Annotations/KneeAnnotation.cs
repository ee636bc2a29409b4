namespace I2M2.Preprocessing.FastMri.Annotations;

/// <summary>One row of knee.csv.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Volume">Which volume; a <see cref="VolumeId"/>.</param>
/// <param name="Slice">Which slice of it, from 0, as in the volume's HDF5 file.</param>
/// <param name="IsStudyLevel">It is about the whole study.</param>
/// <param name="Box">Where; null: the row does not say.</param>
/// <param name="Label">What.</param>
internal sealed record KneeAnnotation(long Line, string Volume, int Slice, bool IsStudyLevel, BoundingBox? Box, KneeLabel Label);

/// <summary>
/// A rectangle in pixels of the 320x320 image of a slice turned upside down. As published: one begins a pixel outside, one has no height.
/// </summary>
/// <param name="X">Left column.</param>
/// <param name="Y">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct BoundingBox(int X, int Y, int Width, int Height);
