using System.Text;
using I2M2.Csv;

namespace I2M2.Preprocessing.FastMri.Annotations;

/// <summary>Makes an annotation of a row's fields.</summary>
internal static class KneeAnnotationRow
{
    /// <summary>The columns wanted, in any order in the file.</summary>
    internal static readonly string[] Columns = ["file", "slice", "study_level", "x", "y", "width", "height", "label"];

    /// <summary>More slices than any volume has: 46 are known to be annotated.</summary>
    internal const int MostSlices = 10_000;

    private const int File = 0;
    private const int Slice = 1;
    private const int StudyLevel = 2;
    private const int BoxStart = 3;
    private const int BoxFields = 4;
    private const int Label = 7;
    private const int MostPixels = 100_000;

    /// <summary>Reads the row at which the reader stands.</summary>
    /// <param name="reader">Opened with <see cref="Columns"/>; not at a ragged row.</param>
    /// <param name="annotation">Null when there is a fault.</param>
    /// <returns>What is wrong: position of the column, and the reason without the value; null: nothing.</returns>
    internal static (int Column, string Reason)? TryRead(CsvReader reader, out KneeAnnotation? annotation)
    {
        annotation = null;
        var volume = Text(reader, File);
        if (!VolumeId.Is(volume))
            return (File, $"no name of a volume, which is {VolumeId.Format}");
        if (FieldNumber.TryWhole(reader.Field(Slice), out var slice) != FieldFault.None || slice is < 0 or >= MostSlices)
            return (Slice, $"no number of a slice, which is a whole number from 0 to {MostSlices - 1}");
        var level = reader.Field(StudyLevel);
        var isStudyLevel = level.SequenceEqual("Yes"u8);
        if (!isStudyLevel && !level.SequenceEqual("No"u8))
            return (StudyLevel, "neither Yes nor No");
        if (TryReadBox(reader, out var box) is { } fault)
            return fault;
        if (KneeLabel.Find(Text(reader, Label)) is not { } label)
            return (Label, $"none of the {KneeLabel.All.Count} labels of fastMRI+");
        annotation = new KneeAnnotation(reader.Line, volume, (int)slice, isStudyLevel, box, label);
        return null;
    }

    private static (int Column, string Reason)? TryReadBox(CsvReader reader, out BoundingBox? box)
    {
        box = null;
        Span<int> values = stackalloc int[BoxFields];
        var filled = 0;
        for (var i = 0; i < BoxFields; i++)
        {
            var field = reader.Field(BoxStart + i);
            if (field.IsEmpty)
                continue;
            if (FieldNumber.TryWhole(field, out var value) != FieldFault.None || value is < -MostPixels or > MostPixels)
                return (BoxStart + i, "neither empty nor a whole number of pixels");
            (values[i], filled) = ((int)value, filled + 1);
        }

        if (filled is not (0 or BoxFields))
            return (BoxStart, "a box of which only some fields are filled; all four are, or none");
        box = filled == 0 ? null : new BoundingBox(values[0], values[1], values[2], values[3]);
        return null;
    }

    private static string Text(CsvReader reader, int column) => Encoding.UTF8.GetString(reader.Field(column));
}
