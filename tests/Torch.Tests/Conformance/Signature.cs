using System.Reflection;

namespace I2M2.Torch.Tests.Conformance;

/// <summary>Types and members as text that is the same for both surfaces when a compiler takes them for the same.</summary>
internal static class Signature
{
    internal static string Of(Type type)
    {
        if (type.IsGenericMethodParameter)
            return $"method type {type.GenericParameterPosition}";
        if (type.IsGenericTypeParameter)
            return $"type {type.GenericParameterPosition}";
        if (type.HasElementType)
            return Of(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsByRef ? "&" : "*");
        var name = (type.IsNested ? Of(type.DeclaringType!) + "." : type.Namespace + ".") + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name;
    }

    /// <summary>Type of a parameter or result, with the names of a tuple's elements.</summary>
    internal static string Of(ParameterInfo parameter)
    {
        var names = parameter.GetCustomAttributesData()
            .Where(a => a.AttributeType.Name == "TupleElementNamesAttribute")
            .SelectMany(a => (IReadOnlyCollection<CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)
            .Select(a => a.Value as string ?? "-");
        return string.Join(' ', names.Prepend(Of(parameter.ParameterType)));
    }

    internal static string Of(MethodBase method) =>
        $"{method.Name}({string.Join(", ", method.GetParameters().Select(Text))})" + (method is MethodInfo m ? " : " + Of(m.ReturnParameter) : "");

    internal static bool IsParams(ParameterInfo parameter) =>
        parameter.GetCustomAttributesData().Any(a => a.AttributeType.Name is "ParamArrayAttribute" or "ParamCollectionAttribute");

    private static string Text(ParameterInfo parameter) =>
        (IsParams(parameter) ? "params " : "") + Of(parameter) + " " + parameter.Name
        + (parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "null"}" : "");
}
