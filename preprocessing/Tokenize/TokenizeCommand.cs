using System.CommandLine;
using I2M2.Cli;
using I2M2.Tokens;

namespace I2M2.Preprocessing.Tokenize;

/// <summary>`tokenize`: token ids of the lines on standard input.</summary>
internal static class TokenizeCommand
{
    internal static Command Create()
    {
        var vocabulary = new Option<string>("--vocab") { Description = "Folder of roberta-base's vocab.json and merges.txt", Required = true };
        var longest = new Option<int?>("--max-length") { Description = "Ids of a line at most, <s> and </s> included: the rest of the line is cut; 50 for VQA and NLVR2. Normally nothing is cut" };
        var workers = new Option<int>("--workers") { Description = "Threads; they change no byte of the result", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("tokenize", "Print the RoBERTa token ids of each line of standard input, <s> and </s> included, one line each") { vocabulary, longest, workers };
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(longest) is < 2 and var most)
                throw new UsageException($"--max-length {most}: 2 or more is expected, for <s> and </s>");
            if (parsed.GetValue(workers) is < 1 or > 1024)
                throw new UsageException($"--workers {parsed.GetValue(workers)}: 1 to 1024 is expected");
            var bpe = ByteLevelBpe.Read(FolderPath.ToRead("--vocab", parsed.GetValue(vocabulary)));
            using var text = Console.OpenStandardInput();
            using var ids = Console.OpenStandardOutput();
            new LineTokens(bpe, parsed.GetValue(longest) ?? int.MaxValue).Run(text, ids, "standard input", parsed.GetValue(workers), stop);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
