using I2M2.Shards;

namespace I2M2.Csv;

/// <summary>Refusals of one file. None holds a value of it.</summary>
internal sealed class CsvFaults(string path)
{
    internal const string Remedy = "fetch the file again, or correct it";

    internal InputRefusedException Of(string problem, string remedy) => new(path, problem, remedy);

    internal InputRefusedException At(long line, string? column, string problem, string remedy)
        => new(path, column is null ? $"line {line}: {problem}" : $"line {line}, column {column}: {problem}", remedy);

    /// <summary>What is wrong at a byte that cannot be where it is.</summary>
    /// <param name="fault">The byte.</param>
    /// <param name="before">The row up to it.</param>
    internal static string Name(byte fault, ReadOnlySpan<byte> before) => fault switch
    {
        0 => "a byte that is zero: the file is damaged, or not UTF-8",
        _ when before is [.., (byte)'\r'] => "a carriage return without a line feed; lines must end with LF or CR LF",
        (byte)'"' => "a quote within a field that is not quoted",
        _ => "a closing quote that no comma or line end follows",
    };
}
