using System.Globalization;
using System.Reflection;
using Tickstorm.Contracts.Security;
using Tickstorm.Scenarios.Yaml;

namespace Tickstorm.Silo;

/// <summary>Reads the settings strictly: what is not known, or is no value of its kind, is said and not ignored.</summary>
internal static class SettingsReader
{
    private const string Section = "Tickstorm";

    // Settings with parts of their own.
    private static readonly Type[] s_groups = [typeof(TlsSettings), typeof(LimitSettings)];

    // What the host reads beside the silo's own section.
    private static readonly string[] s_others =
        ["Logging", "Kestrel", "AllowedHosts", "Urls", "Environment", "ContentRoot", "ApplicationName", "Orleans", "ConnectionStrings"];

    /// <summary>The settings, from files, environment and command line.</summary>
    /// <exception cref="InvalidDataException">A setting cannot be used; the message names it and says what would be right.</exception>
    public static SiloSettings Read(IConfiguration configuration, IReadOnlyList<string> arguments)
    {
        CheckArguments(arguments);
        CheckSection(configuration.GetSection(Section), typeof(SiloSettings));
        CheckLevels(configuration.GetSection("Logging:LogLevel"));
        SiloSettings settings = configuration.GetSection(Section).Get<SiloSettings>() ?? new SiloSettings();
        OrleansSection.TakeOver(configuration, settings);
        return settings.Problem() is { } problem ? throw new InvalidDataException(problem) : settings;
    }

    private static void CheckArguments(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i], name = argument.TrimStart('-').Split('=', 2)[0];
            bool isKnown = argument.StartsWith("--", StringComparison.Ordinal)
                && s_others.Append(Section).Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase);
            if (!isKnown)
            {
                string hint = NearestWord.Of(name.Split(':')[^1], Names(typeof(SiloSettings))) is { } near
                    ? $"; did you mean --{Section}:{near}=?"
                    : ".";
                throw new InvalidDataException(
                    $"\"{argument}\" is no setting{hint} A setting is --{Section}:Name=value; --help lists them.");
            }

            // The value may be an argument of its own.
            if (argument.Contains('=', StringComparison.Ordinal)) continue;
            if (++i == arguments.Count) throw new InvalidDataException($"{argument} has no value; --{name}=value was expected.");
        }
    }

    private static void CheckSection(IConfigurationSection section, Type settings)
    {
        foreach (IConfigurationSection given in section.GetChildren())
        {
            PropertyInfo? property = Properties(settings).FirstOrDefault(p => p.Name.Equals(given.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                string hint = NearestWord.Of(given.Key, Names(settings)) is { } near ? $"; did you mean {section.Path}:{near}?" : ".";
                throw new InvalidDataException($"{given.Path} is no setting{hint} The settings are {string.Join(", ", Names(settings))}.");
            }

            Type type = property.PropertyType;
            if (s_groups.Contains(type))
            {
                if (given.Value is { Length: > 0 }) throw new InvalidDataException($"{given.Path} has no value itself; set its parts.");
                CheckSection(given, type);
            }
            else if (given.GetChildren().Any())
            {
                throw new InvalidDataException($"{given.Path} has parts; it must be one value.");
            }
            else if (!IsNumberOf(type, given.Value))
            {
                string right = property.Name.EndsWith("Port", StringComparison.Ordinal) ? "a port from 1 to 65535" : "a whole number";
                throw new InvalidDataException($"{given.Path} is \"{given.Value}\"; it must be {right}.");
            }
        }
    }

    // Of what is no number nothing is said here.
    private static bool IsNumberOf(Type type, string? text) =>
        type == typeof(int) ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            : type != typeof(long) || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static void CheckLevels(IConfigurationSection levels)
    {
        foreach (IConfigurationSection level in levels.GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out _))
            {
                throw new InvalidDataException(
                    $"{level.Path} is \"{level.Value}\"; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }
    }

    private static IEnumerable<string> Names(Type settings) => Properties(settings).Select(property => property.Name);

    private static IEnumerable<PropertyInfo> Properties(Type settings) => settings.GetProperties().Where(property => property.CanWrite);
}
