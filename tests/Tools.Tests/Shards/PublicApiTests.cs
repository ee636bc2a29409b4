using System.Reflection;
using System.Text;
using I2M2.Shards;

namespace I2M2.Tests.Shards;

/// <summary>
/// The public surface of I2M2.Shards, held in one text file: a change to it is made on purpose. To approve one, copy
/// `PublicApi.received.txt`, which a failing run writes beside the test program, over `PublicApi.approved.txt`.
/// </summary>
public class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_approved_one()
    {
        var received = Describe(typeof(ShardSet).Assembly);
        var approved = Path.Combine(TestData.Repository, "tests/Tools.Tests/Shards/PublicApi.approved.txt");
        if (File.Exists(approved) && File.ReadAllText(approved) == received)
            return;
        var path = Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt");
        File.WriteAllText(path, received);
        Assert.Fail($"The public API changed; see {path}");
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(type.IsEnum ? "enum " : type.IsAbstract && type.IsSealed ? "static class " : "class ").Append(Name(type)).Append('\n');
            const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            var members = type.IsEnum ? type.GetEnumNames() : type.GetMembers(declared).Where(Written).Select(Member);
            foreach (var member in type.IsEnum ? members : members.Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What stands in the source: not accessors, and not what the compiler adds to records.</summary>
    private static bool Written(MemberInfo member)
        => member is not MethodBase { IsSpecialName: true, IsConstructor: false }
            && !member.Name.Contains('<', StringComparison.Ordinal)
            && member.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "EqualityContract");

    private static string Member(MemberInfo member) => member switch
    {
        ConstructorInfo c => $"{Name(c.DeclaringType!)}({Parameters(c)})",
        MethodInfo m => $"{(m.IsStatic ? "static " : "")}{Name(m.ReturnType)} {m.Name}{(m.IsGenericMethod ? "<T>" : "")}({Parameters(m)})",
        PropertyInfo { Name: "Item" } p => $"{Name(p.PropertyType)} this[{string.Join(", ", p.GetIndexParameters().Select(Parameter))}]",
        PropertyInfo p => $"{(p.GetMethod!.IsStatic ? "static " : "")}{Name(p.PropertyType)} {p.Name} {{ get;{(p.SetMethod is { IsPublic: true } ? " init;" : "")} }}",
        FieldInfo f => $"const {Name(f.FieldType)} {f.Name}",
        _ => member.Name,
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo p) => $"{(p.IsOut ? "out " : "")}{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "null"}" : "")}";

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
