namespace I2M2.Modeling.Import;

/// <summary>
/// The models of other code for one data set. A further data set is a new class with a parameterless constructor in this folder: it is
/// found by itself.
/// </summary>
public interface IImportTargets
{
    /// <summary>The models.</summary>
    IReadOnlyList<ImportTarget> All { get; }
}
