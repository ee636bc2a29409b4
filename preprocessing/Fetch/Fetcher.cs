using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Fetch;

/// <summary>What the user asked `fetch` for.</summary>
/// <param name="Raw">Raw folder of the data set.</param>
/// <param name="Only">Names of the downloads; empty for all that are not optional.</param>
/// <param name="Mirrors">Addresses tried before those of the manifest.</param>
/// <param name="AcceptOther">Names of the archives whose files are taken though they are not the published ones.</param>
internal sealed record FetchRequest(string Raw, IReadOnlyList<string> Only, IReadOnlyList<Uri> Mirrors, IReadOnlyList<string> AcceptOther);

/// <summary>
/// Brings a data set's public files into its raw folder. Files that are there are checked and left; each other one is brought from the first
/// address that gives what the manifest describes, and gets its name when that has been checked.
/// </summary>
/// <param name="manifest">What there is, and where.</param>
/// <param name="request">What is wanted.</param>
/// <param name="transfer">Brings one file from one address.</param>
internal sealed class Fetcher(DataManifest manifest, FetchRequest request, Transfer transfer)
{
    /// <summary>Fetches what is missing.</summary>
    /// <param name="report">Told each download as it is in its place.</param>
    /// <param name="stop">Ends the work; what has come of a file is kept for the next run.</param>
    /// <exception cref="InputRefusedException">What lies there, or what came, is not what the manifest describes.</exception>
    /// <exception cref="IOException">No address gives a file, or the disk is full.</exception>
    internal async Task Run(Action<Fetched> report, CancellationToken stop)
    {
        var wanted = manifest.Downloads
            .Where(d => request.Only.Count > 0 ? request.Only.Contains(d.Name) : !d.Optional)
            .Select(d => RawTarget.Of(manifest, d, request.Raw, request.AcceptOther.Contains(d.Name)))
            .ToList();
        var missing = new List<RawTarget>();
        foreach (var target in wanted)
        {
            if (Find(target) is { } found)
                report(found);
            else
                missing.Add(target);
        }

        CheckSpace(missing);
        foreach (var target in missing)
            report(await Get(target, stop));
    }

    private static Fetched? Find(RawTarget target)
    {
        try
        {
            return target.Find();
        }
        catch (UnfitContentException e)
        {
            const string remedy = "move it away and fetch again, or leave it and fetch the rest with --only: preprocessing uses what lies there, and says that it is another";
            throw new InputRefusedException(target.TargetPath, e.Message, remedy, e);
        }
    }

    /// <summary>Refuses before the first byte what could not be finished.</summary>
    private void CheckSpace(List<RawTarget> missing)
    {
        if (missing.Count == 0)
            return;
        DurableFolder.Create(request.Raw);
        var there = missing.Select(t => new FileInfo(PartFile.PartPath(t.FilePath))).Sum(f => f.Exists ? f.Length : 0);
        var needed = missing.Sum(t => t.Download.Bytes + t.ExtraBytes) - there;
        var free = new DriveInfo(Path.GetFullPath(request.Raw)).AvailableFreeSpace;
        if (needed > free)
        {
            throw new IOException(
                $"{request.Raw}: {PreprocessingReport.Size(needed)} are needed and {PreprocessingReport.Size(free)} are free. "
                + "Free some space, or name another folder with --raw.");
        }
    }

    private async Task<Fetched> Get(RawTarget target, CancellationToken stop)
    {
        DurableFolder.Create(Path.GetDirectoryName(target.FilePath)!);
        using var part = new PartFile(target.FilePath);
        var failures = new List<string>();
        UnfitContentException? unfit = null;
        // An address that has brought a part goes first: only it can go on with that part.
        foreach (var address in target.Download.Addresses(request.Mirrors).OrderByDescending(a => a.AbsoluteUri == part.Origin?.Url).ToList())
        {
            try
            {
                await transfer.Run(address, part, target.Download.Bytes, stop);
                var kept = part.KeptBytes;
                return Take(target, part, stop) with { Url = address.AbsoluteUri, KeptBytes = kept, Failures = failures };
            }
            catch (Exception e) when (e is AddressException or UnfitContentException)
            {
                unfit ??= e as UnfitContentException;
                failures.Add($"{address.AbsoluteUri}: {e.Message}");
            }
        }

        var problem = $"no address gives it ({string.Join("; ", failures)})";
        throw unfit is null
            ? new IOException(
                $"{target.FilePath}: {problem}. Check the connection, or name another address with --mirror; "
                + "what has come is kept, and the next run goes on from there.")
            : new InputRefusedException(target.FilePath, problem, Remedy(target), unfit);
    }

    private static Fetched Take(RawTarget target, PartFile part, CancellationToken stop)
    {
        try
        {
            if (part.Content().ReadByte() == '<')
                throw new UnfitContentException(TransferRequest.WebPage);
            return target.Take(part, stop);
        }
        catch (UnfitContentException)
        {
            part.Clear();
            throw;
        }
    }

    private static string Remedy(RawTarget target)
    {
        const string mirror = "what came was removed; try again later, or name another address with --mirror";
        return target.Download is { Unpack: not null, Content.Length: > 0 }
            ? $"{mirror}; --accept-other {target.Download.Name} takes an archive of other files as it is, and records their hashes"
            : mirror;
    }
}
