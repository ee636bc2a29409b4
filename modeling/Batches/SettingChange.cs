using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;

namespace I2M2.Modeling.Batches;

/// <summary>A change to a recipe: of all paradigms, or of those that a name before the key says.</summary>
/// <param name="Scope">"unimodal", "i2m2-lrtf"; empty: every paradigm.</param>
/// <param name="Key">The setting.</param>
/// <param name="Value">Its value.</param>
public sealed record SettingChange(string Scope, string Key, string Value)
{
    /// <summary>Reads `key=value` or `paradigm.key=value`.</summary>
    /// <exception cref="UsageException">Neither.</exception>
    public static SettingChange Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            throw new UsageException($"--set {text}: expected key=value");
        var (name, value) = (text[..at].Trim(), text[(at + 1)..]);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return new(dot < 0 ? "" : name[..dot], name[(dot + 1)..], value);
    }

    /// <summary>Whether it changes a paradigm's settings.</summary>
    public bool Concerns(Paradigm paradigm) => Scope.Length == 0 || Scope == paradigm.KindName || Scope == paradigm.Name;

    /// <summary>What is said of fewer paradigms comes after, and so wins, whatever the order on the command line.</summary>
    public int Precedence => Scope.Length == 0 ? 0 : Scope.Contains('-', StringComparison.Ordinal) ? 2 : 1;

    /// <summary>As it is written on a command line.</summary>
    public override string ToString() => Scope.Length == 0 ? $"{Key}={Value}" : $"{Scope}.{Key}={Value}";

    internal void Check(ITask task)
    {
        if (!Paradigm.All(task).Any(Concerns))
            throw new UsageException($"--set {this}: there is no paradigm '{Scope}'; there are {string.Join(", ", Paradigm.All(task).SelectMany(p => new[] { p.KindName, p.Name }).Distinct())}");
    }
}
