using System.Text.RegularExpressions;
using I2M2.Cli;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace I2M2.Modeling.Training;

/// <summary>YAML as users write it: strict keys, and mistakes told in YAML's words, not in .NET's.</summary>
internal static partial class YamlText
{
    /// <summary>Reads a document.</summary>
    /// <param name="name">Named in errors.</param>
    /// <param name="yaml">Its text.</param>
    /// <exception cref="UsageException">Empty, not YAML, or not of this form; the message names the line.</exception>
    internal static T Parse<T>(string name, string yaml)
        where T : class
    {
        try
        {
            return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build().Deserialize<T>(yaml)
                ?? throw new UsageException($"{name}: empty");
        }
        catch (YamlException e)
        {
            throw new UsageException($"{name}, line {e.Start.Line}: {Problem(e.InnerException?.Message ?? e.Message)}");
        }
    }

    // The library's messages name types of this program where the file has another kind of node than the type wants.
    private static string Problem(string message) =>
        UnknownKey().Match(message) is { Success: true } key ? $"unknown key '{key.Groups[1].Value}'"
        : message.StartsWith("Invalid cast", StringComparison.Ordinal) ? "expected keys and values (`key: value`), found a text"
        : message.StartsWith("Expected 'SequenceStart'", StringComparison.Ordinal) ? "expected a list (lines that begin with `- `), found something else"
        : message.StartsWith("No node deserializer", StringComparison.Ordinal) ? "expected one text (several names or numbers with commas between them, without brackets), found a list or keys"
        : message;

    [GeneratedRegex("^Property '(.+)' not found on type", RegexOptions.Singleline)]
    private static partial Regex UnknownKey();
}
