using System.Text.Json.Nodes;

namespace Tickstorm.Kernel.Designs;

/// <summary>A design's claims as a scenario gives them: a mapping of constraints, each with kept and why.</summary>
internal static class ClaimsValue
{
    // C5, C6 and C7 are measured.
    private static readonly string[] s_ids = ["C1", "C2", "C3", "C4", "C8", "C9"];

    public const string Expected =
        "a mapping of C1, C2, C3, C4, C8 or C9, as in {C4: {kept: false, why: it brings an assembly entry of its own}}";

    public static JsonNode Of(IReadOnlyList<Claim> claims) => new JsonObject(claims.Select(claim => KeyValuePair.Create(
        claim.Id, (JsonNode?)new JsonObject { ["kept"] = claim.Kept, ["why"] = claim.Why })));

    /// <summary>The claims with those that are given in place of those before.</summary>
    public static bool TryRead(JsonNode? json, IReadOnlyList<Claim> before, out IReadOnlyList<Claim>? claims)
    {
        claims = null;
        if (json is not JsonObject fields) return false;
        List<Claim> read = [];
        foreach ((string id, JsonNode? value) in fields)
        {
            if (!s_ids.Contains(id) || value is not JsonObject { Count: 2 } claim) return false;
            if (claim["kept"] is not JsonValue flag || !flag.TryGetValue(out bool isKept)) return false;
            if (claim["why"] is not JsonValue why || !why.TryGetValue(out string? text) || text.Length == 0) return false;
            read.Add(new Claim(id, isKept, text));
        }

        IEnumerable<Claim> kept = before.Where(old => read.TrueForAll(claim => claim.Id != old.Id));
        claims = [.. kept.Concat(read).OrderBy(claim => claim.Id, StringComparer.Ordinal)];
        return true;
    }
}
