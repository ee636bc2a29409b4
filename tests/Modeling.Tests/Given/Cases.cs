using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace I2M2.Modeling.Tests.Given;

/// <summary>Checks that something holds for every case of a kind.</summary>
internal static class Cases
{
    /// <summary>100 cases, always the same ones; the smallest that fails is shown.</summary>
    internal static void Always<T>(Gen<T> cases, Action<T> holds) => Check.One(
        Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd(20240517, 1), FSharpOption<int>.None)),
        Prop.ForAll(cases.ToArbitrary(), holds));
}
