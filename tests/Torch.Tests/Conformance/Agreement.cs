using System.Reflection;

namespace I2M2.Torch.Tests.Conformance;

/// <summary>Whether text written against a member of the face compiles against the package's member of that name, and means the same.</summary>
internal static class Agreement
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>What text against <paramref name="ours"/> would trip over, each as "member: reason"; empty when nothing.</summary>
    internal static IEnumerable<(string Member, string Reason)> Differences(Type ours, Type theirs)
    {
        if (ours.IsEnum)
            return EnumDifferences(ours, theirs);
        return BaseDifferences(ours, theirs)
            .Concat(ours.GetMembers(Declared).Where(Accessible).SelectMany(m => MemberDifferences(m, theirs)));
    }

    private static IEnumerable<(string Member, string Reason)> EnumDifferences(Type ours, Type theirs)
    {
        var numbers = Constants(theirs);
        foreach (var (name, number) in Constants(ours))
        {
            if (!numbers.TryGetValue(name, out var expected))
                yield return (name, "no such name there");
            else if (expected != number)
                yield return (name, $"is {number}, there {expected}");
        }
    }

    private static Dictionary<string, long> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(f => f.Name, f => Convert.ToInt64(f.GetRawConstantValue()));

    private static IEnumerable<(string Member, string Reason)> BaseDifferences(Type ours, Type theirs)
    {
        var above = Chain(theirs).Skip(1).Concat(theirs.GetInterfaces()).Select(Signature.Of).ToHashSet();
        foreach (var type in Chain(ours).Skip(1).Concat(ours.GetInterfaces()))
        {
            if (!ours.IsValueType && !above.Contains(Signature.Of(type)))
                yield return ("(type)", $"is a {Signature.Of(type)}, there not");
        }

        if (theirs.IsSealed && !ours.IsSealed)
            yield return ("(type)", "can be derived from, there not");
        if (theirs.IsAbstract && !ours.IsAbstract)
            yield return ("(type)", "can be made, there not");
        if (theirs.IsValueType != ours.IsValueType)
            yield return ("(type)", ours.IsValueType ? "is a struct, there a class" : "is a class, there a struct");
    }

    private static IEnumerable<(string Member, string Reason)> MemberDifferences(MemberInfo ours, Type theirs)
    {
        var reason = ours switch
        {
            MethodBase { IsSpecialName: true, Name: var name } when Accessor(name) => null,
            MethodBase method => MethodDifference(method, theirs),
            PropertyInfo property => ValueDifference(property.Name, property.PropertyType, Settable(property), property.GetIndexParameters(), theirs),
            FieldInfo field => ValueDifference(field.Name, field.FieldType, !field.IsInitOnly && !field.IsLiteral, [], theirs),
            _ => null, // nested types are compared as types of their own
        };
        if (reason is not null)
            yield return (ours is MethodBase m ? Signature.Of(m) : ours.Name, reason);
    }

    private static string? MethodDifference(MethodBase ours, Type theirs)
    {
        var named = Chain(theirs).SelectMany(t => t.GetMember(ours.Name, Declared)).OfType<MethodBase>().Where(Accessible)
            .Where(m => !m.IsConstructor || m.DeclaringType == theirs).ToList();
        if (named.Count == 0)
            return "no such member there";
        return named.Any(m => Serves(ours, m)) ? null : "there only " + string.Join(" or ", named.Select(Signature.Of));
    }

    // Whether a call of ours, written with or without names for the arguments, is also a call of theirs with the same meaning.
    private static bool Serves(MethodBase ours, MethodBase theirs)
    {
        var (mine, other) = (ours.GetParameters(), theirs.GetParameters());
        if (ours.IsStatic != theirs.IsStatic || ours.IsGenericMethod != theirs.IsGenericMethod || mine.Length > other.Length)
            return false;
        if (ours is MethodInfo a && theirs is MethodInfo b && Signature.Of(a.ReturnParameter) != Signature.Of(b.ReturnParameter))
            return false;
        if (ours.IsVirtual && !ours.IsFinal && !ours.DeclaringType!.IsSealed && !theirs.IsVirtual)
            return false;
        return other.Skip(mine.Length).All(p => p.IsOptional || Signature.IsParams(p))
            && mine.Zip(other).All(pair => Same(pair.First, pair.Second, ours.IsSpecialName && !ours.IsConstructor));
    }

    private static bool Same(ParameterInfo ours, ParameterInfo theirs, bool isOperator) =>
        (isOperator || ours.Name == theirs.Name)
        && Signature.Of(ours) == Signature.Of(theirs)
        && Signature.IsParams(ours) == Signature.IsParams(theirs)
        && (!ours.HasDefaultValue || (theirs.HasDefaultValue && Equals(ours.RawDefaultValue, theirs.RawDefaultValue)));

    private static string? ValueDifference(string name, Type type, bool settable, ParameterInfo[] index, Type theirs)
    {
        foreach (var member in Chain(theirs).SelectMany(t => t.GetMember(name, Declared)).Where(Accessible))
        {
            var (otherType, otherSettable, otherIndex) = member switch
            {
                PropertyInfo p => (p.PropertyType, Settable(p), p.GetIndexParameters()),
                FieldInfo f => (f.FieldType, !f.IsInitOnly && !f.IsLiteral, []),
                _ => (null, false, []),
            };
            if (otherType is null || index.Length != otherIndex.Length || !index.Zip(otherIndex).All(p => Signature.Of(p.First) == Signature.Of(p.Second)))
                continue;
            if (Signature.Of(type) != Signature.Of(otherType))
                return $"is {Signature.Of(type)}, there {Signature.Of(otherType)}";
            return settable && !otherSettable ? "can be set, there not" : null;
        }

        return "no such member there";
    }

    private static bool Settable(PropertyInfo property) => property.SetMethod is { } set && Accessible(set);

    private static bool Accessor(string name) => name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal);

    private static bool Accessible(MemberInfo member) => member switch
    {
        MethodBase m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly,
        FieldInfo f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly,
        PropertyInfo p => p.GetMethod is { } get && Accessible(get),
        _ => false,
    };

    private static IEnumerable<Type> Chain(Type type)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
            yield return t;
    }
}
