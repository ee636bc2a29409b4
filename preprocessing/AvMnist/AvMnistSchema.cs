using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>The columns of an AV-MNIST shard.</summary>
public static class AvMnistSchema
{
    // Trainers feed grey levels divided by 255.
    private const double GreyScale = 1 / 255.0;

    /// <summary>Names of the classes, by label.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>Name of the table of spoken digits.</summary>
    public const string Recordings = "recordings";

    /// <summary>All columns.</summary>
    /// <param name="drawnByRow">True when every row has a spectrogram of its own, false when it has its recording's.</param>
    public static IReadOnlyList<ColumnSchema> Columns(bool drawnByRow) =>
    [
        new()
        {
            Name = "image",
            Role = ColumnRole.Input,
            Modality = "image",
            Dtype = Dtype.F32,
            Shape = [1, Digits.Side, Digits.Side],
            Unit = "grey level, ink positive, centred on 0",
            Scale = GreyScale,
            Description = "Handwritten digit, channel x row x column, rebuilt from its leading principal components without the mean.",
        },
        new()
        {
            Name = "audio",
            Role = ColumnRole.Input,
            Modality = "audio",
            Dtype = Dtype.U8,
            Shape = [1, Spectrogram.Side, Spectrogram.Side],
            Unit = "grey level, loud is 0, silent is 255",
            Scale = GreyScale,
            Description = "Spectrogram of a spoken digit, channel x frequency (highest first) x time, decibels stretched per recording.",
            Table = drawnByRow ? null : Recordings,
        },
        new()
        {
            Name = "label",
            Role = ColumnRole.Label,
            Dtype = Dtype.I64,
            Shape = [],
            Unit = "class index",
            Description = "The digit, 0 to 9.",
        },
        new()
        {
            Name = "row",
            Role = ColumnRole.Id,
            Dtype = Dtype.I64,
            Shape = [],
            Unit = "index",
            Description = "Row of the image in its MNIST file: the train file for train and valid, the t10k file for test.",
        },
        new()
        {
            Name = "recording",
            Role = ColumnRole.Id,
            Dtype = Dtype.I64,
            Shape = [],
            Unit = "index",
            Description = "The spoken digit: row of the table of recordings.",
            KeyOf = Recordings,
        },
        new()
        {
            Name = "raw_file",
            Role = ColumnRole.Id,
            Dtype = Dtype.I64,
            Shape = [],
            Unit = "index",
            Description = "The recording's file: index into raw_files of the manifest.",
            Table = Recordings,
        },
    ];

    /// <summary>
    /// The columns of a shard made from the published archive's arrays: no recording is known, and values are as the archive has them.
    /// </summary>
    /// <param name="audio">U8 where the archive has bytes, else F32.</param>
    public static IReadOnlyList<ColumnSchema> Archive(Dtype audio)
    {
        var own = Columns(drawnByRow: true);
        return
        [
            own[0] with { Unit = "grey level", Description = "Handwritten digit, channel x row x column, as the archive has it." },
            own[1] with { Dtype = audio, Unit = audio == Dtype.U8 ? own[1].Unit : "as in the archive", Description = "Spectrogram of a spoken digit, channel x frequency x time, as the archive has it." },
            own[2],
            own[3] with { Description = "Row of the archive's arrays: the train file's for train and valid, the test file's for test." },
        ];
    }
}
