using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.PredictionFiles;

/// <summary>A file of predictions in either format, known by its first bytes, not by its name.</summary>
public static class PredictionsFile
{
    /// <summary>Reads Parquet (see <see cref="PredictionsParquet"/>), or else CSV (see <see cref="PredictionsCsv"/>).</summary>
    /// <returns>The predictions, and what made them if the file says so.</returns>
    /// <exception cref="InputRefusedException">The file is neither; says where and what to do.</exception>
    public static (Predictions Predictions, PredictionsMetadata? Metadata) Read(string path) =>
        ParquetFile.IsAt(path) ? PredictionsParquet.Read(path) : (PredictionsCsv.Read(path), null);
}
