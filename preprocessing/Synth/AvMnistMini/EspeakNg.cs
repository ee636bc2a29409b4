using System.ComponentModel;
using System.Diagnostics;
using I2M2.Media;

namespace I2M2.Preprocessing.Synth.AvMnistMini;

/// <summary>The speech synthesiser espeak-ng, run as a child process, never through a shell.</summary>
/// <param name="program">Its name or path.</param>
public sealed class EspeakNg(string program = "espeak-ng")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Version, e.g. "1.51".</summary>
    /// <exception cref="FileNotFoundException">espeak-ng is not installed.</exception>
    public string Version()
    {
        var line = Run("--version");
        var start = line.IndexOf(':', StringComparison.Ordinal) + 1;
        var end = line.IndexOf("Data at", StringComparison.Ordinal);
        return line[start..(end < start ? line.Length : end)].Trim();
    }

    /// <summary>Speaks a digit.</summary>
    /// <param name="utterance">What and how.</param>
    /// <param name="scratch">A file to use and remove.</param>
    /// <exception cref="IOException">espeak-ng failed; the message has its words.</exception>
    public WavFile Speak(Utterance utterance, string scratch)
    {
        try
        {
            // -z: no pause after the word.
            Run("-z", "-v", utterance.Speaker.Voice, "-s", $"{utterance.WordsPerMinute}", "-p", $"{utterance.Pitch}", "-w", scratch, utterance.Word);
            return WavFile.Read(scratch);
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    private string Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            throw new IOException($"{program} {string.Join(' ', arguments)}: not done after {Patience.TotalSeconds:0} s");
        }

        var (said, complained) = (output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult().Trim());
        return process.ExitCode == 0
            ? said
            : throw new IOException($"{program} {string.Join(' ', arguments)}: ended with {process.ExitCode}{(complained.Length > 0 ? $", {complained}" : "")}");
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new FileNotFoundException($"{program}, which speaks the digits, cannot be started: sudo apt install espeak-ng", e);
        }
    }
}
